"""A store survives being killed: whatever the moment, it holds all of a file or none of it.

Runs the binary that the environment variable OUTLIVE names.
"""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

OUTLIVE = os.path.abspath(os.environ.get("OUTLIVE", "build/outlive"))
ROUNDS = 25


class Killed(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="outlive-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.outlive("simulate", "--pairs", "400", "--seed", "1", "-o", "in")

    def outlive(self, *arguments):
        return subprocess.run([OUTLIVE, *arguments], cwd=self.folder, check=True, capture_output=True,
                              text=True, timeout=60).stdout

    def ingest(self, store, source):
        return [OUTLIVE, "ingest", "--store", store, source, f"in/{source}.csv"]

    def works(self, store, source):
        """How many works of the source the store holds."""
        done = subprocess.run([OUTLIVE, "lifetimes", "--store", store, "--source", source],
                              cwd=self.folder, capture_output=True, text=True, timeout=60)
        if done.returncode == 2 and "there is no such store" not in done.stderr:
            self.assertIn("no", done.stderr)  # The store opens, and holds nothing of the source.
            self.assertNotIn("cannot be opened", done.stderr)
            self.assertNotIn("damaged", done.stderr)
            self.assertNotIn("is not an Outlive store", done.stderr)
        return max(0, done.stdout.count("\n") - 1)

    def rounds(self, first_store, film_works):
        """Kills the reading of the album chart ROUNDS times; gives how often it left all and none."""
        begun = time.monotonic()
        subprocess.run(self.ingest(self.copy(first_store, "whole"), "billboard-200"), cwd=self.folder,
                       check=True, capture_output=True)
        whole = time.monotonic() - begun
        music_works = self.works("whole", "billboard-200")
        self.assertGreater(music_works, 0)
        chance = random.Random(7)
        all_of_it = none_of_it = 0
        for _ in range(ROUNDS):
            store = self.copy(first_store, "killed")
            process = subprocess.Popen(self.ingest(store, "billboard-200"), cwd=self.folder,
                                       stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            time.sleep(chance.uniform(0, 1.15 * whole))
            process.send_signal(signal.SIGKILL)
            process.communicate()
            held = self.works(store, "billboard-200")
            self.assertIn(held, (0, music_works))
            self.assertEqual(self.works(store, "box-office-daily"), film_works)
            all_of_it += held == music_works
            none_of_it += held == 0
            self.outlive(*self.ingest(store, "billboard-200")[1:])
            self.assertEqual(self.works(store, "billboard-200"), music_works)
        return all_of_it, none_of_it

    def copy(self, source, name):
        for ending in ("", ".wal"):
            target = os.path.join(self.folder, name + ending)
            if os.path.exists(target):
                os.remove(target)
        if source is not None:
            shutil.copy(os.path.join(self.folder, source), os.path.join(self.folder, name))
        return name

    def test_a_store_that_held_a_file_holds_it_still_and_all_or_nothing_of_the_next(self):
        self.outlive(*self.ingest("first", "box-office-daily")[1:])
        films = self.works("first", "box-office-daily")
        self.assertGreater(films, 0)
        all_of_it, none_of_it = self.rounds("first", films)
        self.assertGreater(none_of_it, 0)
        print(f"\n{ROUNDS} kills: {all_of_it} left all of the file, {none_of_it} none", flush=True)

    def test_a_store_killed_while_it_is_made_can_be_made_again(self):
        self.rounds(None, 0)


if __name__ == "__main__":
    unittest.main()
