"""What the practice LMS answers: the pages of people, and the services of the tool."""
