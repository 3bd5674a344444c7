"""Teachers' professional learning communities under a city's grant: rules as code, forms, papers; in the browser and on the desk."""
