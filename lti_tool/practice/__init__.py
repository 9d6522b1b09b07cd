"""The practice LMS: an LTI 1.3 platform with Moodle's habits, for the demo and for tests."""
