"""One whole commission, driven through the public API by the people of the sample."""
