filedesc://crawl.arc 192.0.2.1 20190312063000 text/plain 65
1 0 Hand
URL IP-address Archive-date Content-type Archive-length

dns:example.org 192.0.2.1 20190312063000 text/dns 30
example.org. 60 IN A 192.0.2.1
http://example.org/1 192.0.2.1 20190312063000 text/html 214
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<html lang=en><head><title>Report 1</title></head><body><p>The board did not answer letter number 1 of its own pilots, the inquiry heard.</p></body></html>
http://example.org/2 192.0.2.1 20190312063000 text/html 214
HTTP/1.1 200 OK
Content-Type: text/html; charset=utf-8

<html lang=en><head><title>Report 2</title></head><body><p>The board did not answer letter number 2 of its own pilots, the inquiry heard.</p></body></html>
