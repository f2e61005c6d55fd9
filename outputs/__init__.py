"""Channels: an edition in, artifacts (path, media type, bytes) out; no disk, network or clock."""
