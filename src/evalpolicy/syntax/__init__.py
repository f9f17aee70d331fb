"""From text to declarations as written."""
