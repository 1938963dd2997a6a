"""What changed between two releases, two days or two editions: codes, names, facts, edges and nearest kin."""
