"""The directory 业主档案: projects and their figures, households and who lives there, lists taken in and given out."""
