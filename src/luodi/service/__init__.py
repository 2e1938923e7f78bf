"""What people keep and change, and what they see: Django applications, one folder for each subject."""
