"""What runs mean: tables in, statistics out."""
