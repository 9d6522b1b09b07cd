"""The desk of L&D: offers, deliveries, helpdesk, rehearsal, workshops in the LMS."""
