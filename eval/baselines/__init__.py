"""What anyone would write without this program; only ``eval.bench`` compares with them."""
