"""Training of the line tagger, with packages that the product does not need: `make train DATA=folder`."""
