"""One module for each kind of provision; each has one public function that takes a document."""
