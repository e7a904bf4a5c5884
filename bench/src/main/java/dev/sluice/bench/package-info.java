/** JMH benchmarks, the comparison with other servers, and their charts; may import every other package. */
package dev.sluice.bench;
