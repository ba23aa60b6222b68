# Post URL TYPE FILE ENCODING SECONDS: prints the status of the answer. The token is in SPOOR_CI_TOKEN.
import os
import signal
import sys
import urllib.error
import urllib.request

url, kind, file, encoding, seconds = sys.argv[1:]
# all of it, not each read
signal.alarm(int(seconds))

headers = {"Authorization": "Bearer " + os.environ["SPOOR_CI_TOKEN"].strip(), "Content-Type": kind}
if encoding:
    headers["Content-Encoding"] = encoding
with open(file, "rb") as body:
    request = urllib.request.Request(url, body.read(), headers, method="POST")
try:
    print(urllib.request.urlopen(request).status)
except urllib.error.HTTPError as answer:
    print(answer.code)
