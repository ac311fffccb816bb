{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibW9kZWwucHQiLAogICAgICAiZGlnZXN0IjogewogICAgICAgICJzaGEyNTYiOiAiYTVhZDhjZWFlZjE1MTE2Zjc0YjY4NWRkYWY5NjczNzRlNDBlYjczZmE5YmQ0ODg1NWEyMjNmNDgxNmE3MWNlMyIKICAgICAgfQogICAgfQogIF0sCiAgInByZWRpY2F0ZVR5cGUiOiAiaHR0cHM6Ly9tb2RlbF9zaWduaW5nL3NpZ25hdHVyZS92MS4wIiwKICAicHJlZGljYXRlIjogewogICAgInJlc291cmNlcyI6IFsKICAgICAgewogICAgICAgICJkaWdlc3QiOiAiM2U4NDc4OTFkZTQyNDAyNTJiNThkNmI0OWJkZTg2YzRjZTg1NTMxMmExN2VjOGViYWE0YTEyMTdkMGYzOGI4YSIsCiAgICAgICAgImFsZ29yaXRobSI6ICJzaGEyNTYiCiAgICAgIH0KICAgIF0sCiAgICAic2VyaWFsaXphdGlvbiI6IHsKICAgICAgIm1ldGhvZCI6ICJmaWxlcyIsCiAgICAgICJoYXNoX3R5cGUiOiAic2hhMjU2IiwKICAgICAgImFsbG93X3N5bWxpbmtzIjogZmFsc2UsCiAgICAgICJpZ25vcmVfcGF0aHMiOiBbCiAgICAgICAgIi5naXQiLAogICAgICAgICIuZ2l0YXR0cmlidXRlcyIsCiAgICAgICAgIi5naXRodWIiLAogICAgICAgICIuZ2l0aWdub3JlIgogICAgICBdCiAgICB9CiAgfQp9",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGUCMEw5g+5Yxv/MZNFxuqE1wlTjtwA2pgbZf02L1n0b2kprqK1GdFNxUbfpai8okP53CgIxAPKSFq3Ckh+IixrNuN3PDjin5iBQ8aLroAFkmAe6ibmd0elEnlFHuMspel9T0KAfKA==",
    "keyid": ""
   }
  ]
 }
}
