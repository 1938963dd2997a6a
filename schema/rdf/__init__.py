"""The graph as RDF: one mapping, written out in bulk or looked at through rdflib."""
