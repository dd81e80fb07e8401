"""Tables as people send and receive them: CSV, XLSX and JSON Lines, read and written in bounds.

files    a file's bytes → its sheets of typed cells; headers → which columns stand in them
values   a cell → the value that its column declares, or why it cannot be one
printing, returned, csv_out   templates, rows that go back with their reasons, CSV; nothing runs
"""
