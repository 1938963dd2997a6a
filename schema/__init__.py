"""The languages the graph is spoken in; they translate and never compute."""
