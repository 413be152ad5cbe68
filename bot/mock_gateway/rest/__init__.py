"""The REST side: `/api/v10`, one module a subject."""
