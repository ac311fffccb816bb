{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFtdLAogICJwcmVkaWNhdGVUeXBlIjogImh0dHBzOi8vbW9kZWxfc2lnbmluZy9zaWduYXR1cmUvdjEuMCIsCiAgInByZWRpY2F0ZSI6IHsKICAgICJyZXNvdXJjZXMiOiBbCiAgICAgIHsKICAgICAgICAibmFtZSI6ICJtb2RlbC5wdCIsCiAgICAgICAgImRpZ2VzdCI6ICIzZTg0Nzg5MWRlNDI0MDI1MmI1OGQ2YjQ5YmRlODZjNGNlODU1MzEyYTE3ZWM4ZWJhYTRhMTIxN2QwZjM4YjhhIiwKICAgICAgICAiYWxnb3JpdGhtIjogInNoYTI1NiIKICAgICAgfQogICAgXSwKICAgICJzZXJpYWxpemF0aW9uIjogewogICAgICAibWV0aG9kIjogImZpbGVzIiwKICAgICAgImhhc2hfdHlwZSI6ICJzaGEyNTYiLAogICAgICAiYWxsb3dfc3ltbGlua3MiOiBmYWxzZSwKICAgICAgImlnbm9yZV9wYXRocyI6IFsKICAgICAgICAiLmdpdCIsCiAgICAgICAgIi5naXRhdHRyaWJ1dGVzIiwKICAgICAgICAiLmdpdGh1YiIsCiAgICAgICAgIi5naXRpZ25vcmUiCiAgICAgIF0KICAgIH0KICB9Cn0=",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGQCMBlF33B5ZKuEvR9/qoJQ+FfW/Bjz3V4nyl4HqPi9teEfYe7B3EGwlRY1QKU9ycWPjQIwbC9QKlLWRy9gT/a66Rsgp/X6ffc5kPQP7DzKrqsQqXtdEFLEJGK4y4XEHebvnWDz",
    "keyid": ""
   }
  ]
 }
}
