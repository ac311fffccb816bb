{
 "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
 "verificationMaterial": {
  "publicKey": {
   "hint": "161f6af875dc4d4a38814b66b8dce0c022ebea9f1a8dc255b8576af04517d8d3"
  },
  "tlogEntries": []
 },
 "dsseEnvelope": {
  "payload": "ewogICJfdHlwZSI6ICJodHRwczovL2luLXRvdG8uaW8vU3RhdGVtZW50L3YxIiwKICAic3ViamVjdCI6IFsKICAgIHsKICAgICAgIm5hbWUiOiAibW9kZWwucHQiLAogICAgICAiZGlnZXN0IjogewogICAgICAgICJzaGEyNTYiOiAiYTVhZDhjZWFlZjE1MTE2Zjc0YjY4NWRkYWY5NjczNzRlNDBlYjczZmE5YmQ0ODg1NWEyMjNmNDgxNmE3MWNlMyIKICAgICAgfQogICAgfQogIF0sCiAgInByZWRpY2F0ZVR5cGUiOiAiaHR0cHM6Ly9tb2RlbF9zaWduaW5nL3NpZ25hdHVyZS92MS4wIiwKICAicHJlZGljYXRlIjogewogICAgInJlc291cmNlcyI6IFsKICAgICAgewogICAgICAgICJuYW1lIjogIm1vZGVsLnB0IiwKICAgICAgICAiZGlnZXN0IjogIkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUJBQkFCQUIiLAogICAgICAgICJhbGdvcml0aG0iOiAic2hhMjU2IgogICAgICB9CiAgICBdLAogICAgInNlcmlhbGl6YXRpb24iOiB7CiAgICAgICJtZXRob2QiOiAiZmlsZXMiLAogICAgICAiaGFzaF90eXBlIjogInNoYTI1NiIsCiAgICAgICJhbGxvd19zeW1saW5rcyI6IGZhbHNlLAogICAgICAiaWdub3JlX3BhdGhzIjogWwogICAgICAgICIuZ2l0IiwKICAgICAgICAiLmdpdGF0dHJpYnV0ZXMiLAogICAgICAgICIuZ2l0aHViIiwKICAgICAgICAiLmdpdGlnbm9yZSIKICAgICAgXQogICAgfQogIH0KfQ==",
  "payloadType": "application/vnd.in-toto+json",
  "signatures": [
   {
    "sig": "MGUCMFzX97zO/0Jy+mSbb6HN8BLhSidtzMujrPRZ4H4wg/1VSDRqpmnlzpKMIVGoJNtVBAIxAPsHxL5Fs1jjaSKH+EB8TGd3pA8D+4WjBiqTtRfEGlSPbZiCH9v6CJqNHOMN2igKNg==",
    "keyid": ""
   }
  ]
 }
}
