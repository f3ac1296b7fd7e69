"""The job with cntext, as its manual has it; started by `corpus.py` in cntext's own environment.

Does the job once for every line it reads, and then writes the processor's time it took.
"""

import json
import sys
import time

import cntext
import jieba

with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)
categories = {f"C{i}": job["terms"][i::10] for i in range(10)}
jieba.initialize()
print("ready", flush=True)
for _ in sys.stdin:
    start = time.process_time()
    for text in job["texts"]:
        cntext.word_count(text)
        cntext.sentiment(text, categories)
        cntext.word_in_context(text, job["terms"], window=9)
    print(time.process_time() - start, flush=True)
