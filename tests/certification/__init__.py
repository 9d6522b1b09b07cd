"""The 1EdTech LTI 1.3 certification, and what a stock pylti1p3 application lets through."""
