"""What is known of each enterprise and institution: dated facts with their source and evidence, and names with history.

Facts are those of the engine's vocabulary, so a check-up reads them as it reads a fact file. Regions (GB/T 2260) and industries
(GB/T 4754) are data.
"""
