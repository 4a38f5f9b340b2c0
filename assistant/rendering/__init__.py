"""From records to what people see."""
