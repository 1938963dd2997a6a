"""The graph as GraphQL: one type family per file, records wrapped, nothing computed."""
