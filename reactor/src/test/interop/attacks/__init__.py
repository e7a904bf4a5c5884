"""What a stranger can try on a server from outside; hostile.py runs it."""
