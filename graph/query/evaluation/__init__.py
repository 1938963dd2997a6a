"""How good similarity is, measured on families that a release holds, beside known methods (docs/similarity.md)."""
