{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGYCMQD1EOJLchDYkyeIrmu2Ph6qp2IRmUgBYdEFexv0QAfN5viEGorhAq6W7eAsVIdHh2UCMQC9K9o9+Ik4TU+KrpTkPajeORmpGXO9WZgx5+HJV6Hz1kic0HK2uVlf3uJ0M+JkeBM=",
    "keyid": ""
   }
  ]
 }
}
