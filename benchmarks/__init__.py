"""What codekin costs, measured beside a peer that does less; each module is one topic and has `measure() -> Report`."""
