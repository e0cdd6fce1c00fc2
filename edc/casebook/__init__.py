"""What was collected: subjects, visits, pages, their versions and states."""
