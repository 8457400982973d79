"""What leaves the house: neutral mails with counts only, never a name or a content."""
