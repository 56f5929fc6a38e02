"""How a bulletin and its e-mail look: Jinja2 templates and one style sheet."""
