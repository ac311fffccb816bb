{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 }
}
