"""What makes two codes kin, computed so that the parts of the score are its explanation."""
