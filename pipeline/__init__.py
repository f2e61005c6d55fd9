"""Raw lines in, an article and its audit out; pure text work without disk, network or clock."""
