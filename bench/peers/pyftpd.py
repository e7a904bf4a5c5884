"""pyftpdlib for everybody, to read and write: pyftpd.py PORT DIR."""
import logging
import sys

from pyftpdlib.authorizers import DummyAuthorizer
from pyftpdlib.handlers import FTPHandler
from pyftpdlib.servers import FTPServer

logging.disable(logging.CRITICAL)
authorizer = DummyAuthorizer()
authorizer.add_anonymous(sys.argv[2], perm="elradfmwMT", msg_login="in")
FTPHandler.authorizer = authorizer
FTPHandler.timeout = 3000
server = FTPServer(("127.0.0.1", int(sys.argv[1])), FTPHandler)
server.max_cons = 20000
server.serve_forever()
