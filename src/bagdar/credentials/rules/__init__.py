"""What makes a diploma true: pure Python, no Django."""
