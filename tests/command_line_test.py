"""The program from outside: exit statuses, the one line of an error, and the figures it writes.

Runs the binary that the environment variable OUTLIVE names. What needs the real data is in the last
class, and is skipped where the folder that OUTLIVE_SHARED_DATA names is not there.
"""

import csv
import datetime
import fcntl
import gzip
import json
import os
import pty
import resource
import shutil
import subprocess
import tempfile
import unittest

OUTLIVE = os.path.abspath(os.environ.get("OUTLIVE", "build/outlive"))
SHARED = os.environ.get("OUTLIVE_SHARED_DATA", "")
SONGS = "chart_week,current_week,title,performer\n"


def songs(weeks):
    begin = datetime.date(2000, 1, 1)
    return SONGS + "".join(
        f"{begin + datetime.timedelta(7 * week)},{rank},Song {rank},Singer {rank % 7}\n"
        for week in range(weeks)
        for rank in range(1, 101)
    )


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="outlive-")
        self.addCleanup(shutil.rmtree, self.folder)

    def run_outlive(self, *arguments, **options):
        options.setdefault("stdout", subprocess.PIPE)
        return subprocess.run(
            [OUTLIVE, *arguments], cwd=self.folder, stderr=subprocess.PIPE, timeout=120, **options
        )

    def works(self, *arguments, **options):
        done = self.run_outlive(*arguments, **options)
        self.assertEqual((done.returncode, done.stderr.decode()), (0, ""), arguments)
        return (done.stdout or b"").decode()

    def refuses(self, *arguments, says="", **options):
        """Exit status 2 and one line on standard error, which holds `says`."""
        done = self.run_outlive(*arguments, **options)
        line = done.stderr.decode()
        self.assertEqual(done.returncode, 2, (arguments, line))
        self.assertEqual(line.count("\n"), 1, line)
        self.assertTrue(line.startswith("outlive: ") and line.endswith("\n"), line)
        self.assertIn(says, line)
        self.assertLess(len(line), 700)
        return line

    def write(self, name, content):
        with open(os.path.join(self.folder, name), "wb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
        return name

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def read(self, *parts):
        with open(self.path(*parts), "rb") as file:
            return file.read()


class Help(Program):
    commands = ["run", "sources", "ingest", "link", "measure", "report", "lifetimes", "decay", "escape", "revivals", "speed",
                "forecast", "simulate"]

    def test_help_of_every_command_succeeds(self):
        self.assertIn("Usage", self.works("--help"))
        self.assertIn("outlive", self.works("--version"))
        for command in self.commands:
            self.assertIn("Usage", self.works(command, "--help"))

    def test_unknown_options_commands_and_values_are_refused(self):
        self.refuses(says="--help")
        self.refuses("none", says="none")
        for command in self.commands:
            self.refuses(command, "--no-such-option", says="--help")
        self.refuses("measure", "--since", "2000-13-01", says="is not YYYY-MM-DD")
        self.refuses("measure", "--confidence", "2")
        self.refuses("lifetimes", says="--source or --file")
        self.refuses("simulate", "--pairs", "-1")

    def test_sources_are_listed_for_people_and_for_programs(self):
        self.assertIn("billboard-200", self.works("sources"))
        self.assertEqual(len(json.loads(self.works("sources", "--json"))), 12)


class BadInput(Program):
    def test_ingest_refuses_bad_files_and_leaves_no_store(self):
        good = songs(3)
        packed = gzip.compress(good.encode())
        faults = {
            "": "the file is empty",
            SONGS: "the file has a header and no rows",
            b"\x7fELF\0\0": "the file is binary",
            "a,b\n1,2\n": "missing chart_week",
            good + "2000-13-01,1,a,b\n": "x, row 302: chart_week '2000-13-01' is not a date",
            good + "2001-01-01,-1,a,b\n": "x, row 302: current_week '-1' is not a place",
            good + "2001-01-01,NaN,a,b\n": "x, row 302: current_week 'NaN' is not a place",
            good + "2000-01-01,7,a,b\n": "x, row 302: says again what row 8 says",
            good + "2001-01-01,1,a\n": "x, row 302: the row has 3 cells, and the header 4",
            good + '2001-01-01,1,"a,b\n': "x, row 302: a quotation mark is opened and not closed",
            good.encode() + b"2001-01-01,1,\xe9,b\n": "x, row 302: the row is not UTF-8",
            good.encode() + b"2001-01-01,1,\0,b\n": "x, row 302: there is a NUL byte",
            packed[:-9]: "the gzip compression is cut off",
            packed[:40] + b"\0\0\0\0" + packed[44:]: "the gzip compression is broken",
            packed + b"tail": "something that is no gzip follows",
        }
        for content, says in faults.items():
            self.refuses("ingest", "hot-100", self.write("x", content), says=says)
            self.assertFalse(os.path.exists(self.path("outlive.duckdb")), says)

    def test_a_gigantic_line_is_refused_in_bounded_memory(self):
        self.write("x", SONGS + "2000-01-01,1,a,b\n2000-01-01,2," + "x" * 50_000_000 + ",b\n")
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.refuses("ingest", "hot-100", "x", says="x, row 3: the row is longer than 1000000 bytes")
        after = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        self.assertLess(after, max(before, 400_000))

    def test_what_is_no_file_is_refused(self):
        self.refuses("ingest", "hot-100", "none.csv", says="none.csv: there is no such file")
        self.refuses("ingest", "hot-100", ".", says="is a directory, not a file")
        self.refuses("ingest", "none", "none.csv", says="there is no source 'none'")
        os.mkfifo(self.path("pipe"))
        self.refuses("ingest", "hot-100", "pipe", says="is a pipe or a device")
        self.refuses("ingest", "--store", "pipe", "hot-100", self.write("x", songs(1)), says="no store")

    @unittest.skipIf(os.geteuid() == 0, "root may read everything: permissions are not tested")
    def test_unreadable_files_are_refused(self):
        self.write("x", songs(1))
        os.chmod(self.path("x"), 0)
        self.refuses("ingest", "hot-100", "x", says="x: cannot be read: Permission denied")

    def test_commands_refuse_a_store_that_is_not_there_or_none(self):
        self.write("text", "no store\n" * 100)
        for command in (["measure"], ["report"], ["link"], ["lifetimes", "--source", "hot-100"]):
            self.refuses(*command, says="outlive.duckdb: there is no such store")
            self.refuses(*command, "--store", "text", says="text: is not an Outlive store")
            self.refuses(*command, "--store", ".", says="is a directory")

    def test_commands_refuse_sources_that_the_store_does_not_hold(self):
        self.works("ingest", "hot-100", self.write("x", songs(3)))
        for command in (["measure"], ["report"], ["link"], ["lifetimes", "--source", "billboard-200"]):
            self.refuses(*command)
        self.refuses("lifetimes", "--source", "none", says="there is no source 'none'")

    def test_files_given_in_place_of_a_store_are_checked(self):
        self.write("bad.csv", "a,b\n1,2\n")
        self.refuses("measure", "--lifetimes", "bad.csv", says="bad.csv")
        self.refuses("measure", "--lifetimes", "none.csv", says="none.csv")
        self.refuses("lifetimes", "--file", "bad.csv", says="bad.csv")
        self.refuses("lifetimes", "--file", "none.csv", says="none.csv")
        self.refuses("link", "--check", "bad.csv", says="bad.csv")
        self.works("ingest", "hot-100", self.write("x", songs(3)))
        self.refuses("link", "--decisions", "bad.csv", says="bad.csv")

    def test_run_refuses_folders_without_known_files(self):
        os.mkdir(self.path("empty"))
        self.refuses("run", "empty", says="empty: no file here is of a known kind")
        os.mkdir(self.path("other"))
        self.write("other/notes.txt", "nothing to count\n")
        self.write("other/blob", os.urandom(1000))
        self.refuses("run", "other", says="other: no file here is of a known kind")
        self.refuses("run", "none", says="none: is not a folder")
        self.refuses("run", self.write("file", "x"), says="file: is not a folder")
        os.mkdir(self.path("broken"))
        self.write("broken/hot-100.csv", songs(1) + "x,1,a,b\n")
        self.refuses("run", "broken", says="hot-100.csv, row 102: chart_week 'x'")

    def test_run_leaves_other_files_but_refuses_broken_ones(self):
        self.works("simulate", "--pairs", "30", "--seed", "1", "-o", "in")
        self.write("in/README.md", "# Of no kind\n\n" * 10)
        self.write("in/poster.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        said = self.works("run", "in", "-o", "out")
        for name in ("README.md", "poster.png"):
            self.assertIn(f"{name}: no known kind, left\n", said)
        packed = gzip.compress(songs(3).encode())
        faults = {
            "empty.csv": (b"", "empty.csv: the file is empty"),
            "cut.csv.gz": (packed[:40], "cut.csv.gz: the gzip compression is cut off"),
            "broken.csv.gz": (packed[:40] + b"\0\0\0\0" + packed[44:], "the gzip compression is broken"),
            "tail.csv.gz": (packed[:-9], "tail.csv.gz: the gzip compression is cut off"),
            "hot-100.csv": (songs(1).encode() + b"\0", "hot-100.csv, row 102: there is a NUL byte"),
            "yes.csv": (b"film,film_released,music,performer,decision\nA,,B,C,perhaps\n",
                        "yes.csv, row 2: the decision 'perhaps' is neither yes nor no"),
            "table.parquet": (b"PAR1 and no more", "the Parquet file is broken"),
        }
        for name, (content, says) in faults.items():
            self.write("in/" + name, content)
            self.refuses("run", "in", "-o", "out", says=says)
            os.remove(self.path("in", name))
        os.symlink("nowhere", self.path("in", "link.csv"))
        self.refuses("run", "in", "-o", "out", says="link.csv: there is no such file")

    def test_lifetimes_of_a_broken_file_are_refused(self):
        good = "work,kind,date,value\n" + "".join(f"a,film,2000-01-{day:02},1\n" for day in range(1, 29))
        self.works("lifetimes", "--file", self.write("x.csv", good))
        for tail, says in (("a,film,2000-02-01," + "x" * 3_000_000, "row 30: the row is longer than 1000000 bytes"),
                           ("a,film,2000-02-01", "row 30: the row has 3 cells, and the header 4"),
                           ('a,film,2000-02-01,"1', "row 30: a quotation mark is opened and not closed")):
            self.refuses("lifetimes", "--file", self.write("x.csv", good + tail), says="x.csv, " + says)

    def test_a_file_name_is_no_pattern(self):
        header = "work,kind,date,value\n"
        self.write("c1.csv", header + "other,film,2000-01-01,1\n")
        self.write("c*.csv", header + "this,film,2000-01-01,1\n")
        self.assertNotIn("other", self.works("lifetimes", "--file", "c*.csv"))
        self.works("ingest", "hot-100", self.write("x.csv", songs(3)))
        columns = "film,film_released,music,performer,decision\n"
        self.write("d1.csv", columns + "A,,B,C,yes\nD,,E,F,yes\n")
        self.write("d[1].csv", columns + "A,,B,C,yes\n")
        done = self.run_outlive("link", "--decisions", "d[1].csv")
        self.assertTrue(done.stdout.startswith(b"decisions read: 1"), done)


class Decay(Program):
    def table(self, text, name="ages.csv"):
        with open(os.path.join(self.folder, name), "w") as file:
            file.write(text)
        return name

    def test_a_cross_section_has_its_estimates_at_the_root(self):
        rows = "".join(f"{age + 0.5},{1000 * 0.8**age * (1 + 0.05 * (-1) ** age)},7\n" for age in range(30))
        file = self.table("years,views,films\n" + rows)
        columns = ["--age", "years", "--value", "views", "--count", "films"]
        text = self.works("decay", "--cross-section", file, *columns, "--json")
        found = json.loads(text)
        self.assertAlmostEqual(found["half_life"]["estimate"], 3.106, delta=0.1)
        for key in ("N", "p", "r", "q", "half_life", "tenth", "t_equal", "t_c"):
            self.assertEqual(list(found[key])[:4], ["estimate", "low", "high", "n"])
        self.assertEqual(len(found["observed"]), 30)
        self.assertEqual(len(found["models"]), 4)

    def test_odd_tables_are_told_and_not_fitted(self):
        for values, word in (("5", "the same"), ("0", "has no logarithm"), ("-3", "negative")):
            file = self.table("age,value\n" + "".join(f"{age},{values}\n" for age in range(12)))
            found = json.loads(self.works("decay", "--cross-section", file, "--json"))
            self.assertIsNone(found["model"])
            self.assertIn(word, found["cannot_tell"])
            self.assertIsNone(found["half_life"]["estimate"])

    def test_a_table_without_its_columns_is_refused(self):
        file = self.table("a,b\n1,2\n")
        self.refuses("decay", "--cross-section", file, says="has no column 'age'")
        file = self.table("age,value\n1,two\n")
        self.refuses("decay", "--cross-section", file, says="value is not a number")
        self.refuses("decay", "--cross-section", file, "--value", "nope", says="it has age, value")

    def test_weights_that_are_none_are_refused_with_their_row(self):
        for weight in ("-1", "inf", "nan", "1e30", "many"):
            file = self.table(f"age,value,count\n1,2,3\n2,2,{weight}\n")
            self.refuses("decay", "--cross-section", file, says="row 3: count ")
        file = self.table("age,value,count\n1,inf,3\n")
        self.refuses("decay", "--cross-section", file, says="row 2: value is not a finite number")

    def test_weights_may_be_parts_and_rows_of_no_weight_are_left_out(self):
        rows = "".join(f"{age},{100 * 0.8**age * (1 + 0.05 * (-1) ** age)},0.5\n" for age in range(20))
        file = self.table("age,value,count\n" + rows + "40,7,0\n")
        found = json.loads(self.works("decay", "--cross-section", file, "--json"))
        self.assertEqual(found["works"], 10)
        self.assertEqual([point["n"] for point in found["observed"]], [0.5] * 20)

    def test_a_half_life_before_the_middle_of_the_first_bin_is_noted(self):
        for half_life, noted in ((0.4, True), (2, False)):
            rows = "".join(f"{age + 0.5},{100 * 0.5 ** (age / half_life)}\n" for age in range(12))
            file = self.table("age,value\n" + rows)
            found = json.loads(self.works("decay", "--cross-section", file, "--json"))
            self.assertAlmostEqual(found["half_life"]["estimate"], half_life, delta=0.01)
            self.assertEqual(any("narrower --bin" in note for note in found["notes"]), noted)

    def test_options_that_would_be_ignored_are_refused(self):
        file = self.table("age,value\n1,2\n")
        for extra, says in (
            (["--source", "hot-100", "--beside", file], "--beside requires"),
            (["--source", "hot-100", "--bin", "2"], "--bin requires"),
            (["--source", "hot-100", "--by-age", "--age", "x"], "--age requires"),
            (["--source", "hot-100", "--by-age", "--title", "x"], "--title"),
            (["--cross-section", file, "--all"], "--all"),
            ([], "--source or --cross-section"),
        ):
            self.refuses("decay", *extra, says=says)


class ProgressBar(Program):
    """One long step shows a bar on a terminal, and nothing anywhere else."""

    def test_reading_one_large_file_shows_a_bar_on_a_terminal_alone(self):
        self.write("hot-100.csv", songs(25_000))
        terminal, screen = pty.openpty()
        process = subprocess.Popen([OUTLIVE, "ingest", "--store", "a", "hot-100", "hot-100.csv"],
                                   cwd=self.folder, stdout=screen, stderr=screen)
        os.close(screen)
        shown = b""
        try:
            while piece := os.read(terminal, 4096):
                shown += piece
        except OSError:  # How Linux tells that the other end is closed.
            pass
        os.close(terminal)
        self.assertEqual(process.wait(), 0, shown)
        self.assertGreater(shown.count(b"reading ["), 1, "was it read in less than a second?")
        # The bar is gone before a line is written.
        self.assertIn(b"\r\x1b[Khot-100.csv: 2500000 observations", shown)
        self.assertEqual(self.run_outlive("ingest", "--store", "b", "hot-100", "hot-100.csv").stderr, b"")


class FullDisk(Program):
    @staticmethod
    def limit(size):
        return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    def test_a_full_disk_leaves_the_store_as_it_was(self):
        self.works("ingest", "hot-100", self.write("a.csv", songs(5)))
        before = self.works("lifetimes", "--source", "hot-100")
        self.write("b.csv", songs(2000))
        for size in (20_000, 300_000):
            self.refuses("ingest", "hot-100", "b.csv", says="outlive.duckdb: the disk is full",
                         preexec_fn=self.limit(size))
            self.assertEqual(self.works("lifetimes", "--source", "hot-100"), before)
        self.assertIn("200000 observations", self.works("ingest", "hot-100", "b.csv"))

    def test_a_new_store_that_does_not_fit_is_not_left_behind(self):
        self.write("b.csv", songs(50))
        self.refuses("ingest", "hot-100", "b.csv", says="the disk is full", preexec_fn=self.limit(20_000))
        self.assertEqual(os.listdir(self.folder), ["b.csv"])

    def test_output_that_cannot_be_written_is_an_error(self):
        self.works("ingest", "hot-100", self.write("a.csv", songs(5)))
        listing = ("lifetimes", "--source", "hot-100")
        self.refuses(*listing, "-o", "/dev/full", says="/dev/full: cannot be written: No space left")
        self.refuses(*listing, "-o", "no/such/file", says="cannot be written")
        with open("/dev/full", "w") as full:
            self.refuses(*listing, says="standard output cannot be written", stdout=full)
        self.works(*listing, "-o", "out.csv")
        self.assertEqual(self.works(*listing).encode(), self.read("out.csv"))


class LockedStore(Program):
    def test_a_store_in_use_is_refused_and_unharmed(self):
        self.works("ingest", "hot-100", self.write("a.csv", songs(5)))
        before = self.works("lifetimes", "--source", "hot-100")
        with open(self.path("outlive.duckdb"), "r+b") as store:
            fcntl.lockf(store, fcntl.LOCK_EX)
            says = "outlive.duckdb: the store is in use by another process"
            self.refuses("ingest", "hot-100", self.write("b.csv", songs(6)), says=says)
            self.refuses("lifetimes", "--source", "hot-100", says=says)
            self.refuses("measure", says=says)
        self.assertEqual(self.works("lifetimes", "--source", "hot-100"), before)


class Run(Program):
    def estimates(self, node, where=""):
        if isinstance(node, dict):
            if "estimate" in node:
                yield where, node
            for key, value in node.items():
                yield from self.estimates(value, f"{where}.{key}")
        elif isinstance(node, list):
            for i, value in enumerate(node):
                yield from self.estimates(value, f"{where}[{i}]")

    def test_a_simulated_folder_is_measured_the_same_each_time(self):
        self.works("simulate", "--pairs", "50", "--seed", "1", "-o", "in")
        self.works("run", "in", "-o", "out")
        first = self.read("out", "measure.json")
        self.assertIn("unchanged", self.works("run", "in", "-o", "out"))
        self.assertEqual(self.read("out", "measure.json"), first)
        self.works("run", "in", "-o", "again")
        self.assertEqual(self.read("again", "measure.json"), first)
        for name in ("report.html", "pairs.csv", "population.csv", "lifetimes.csv", "controls.csv"):
            self.assertGreater(os.path.getsize(self.path("out", name)), 0, name)

        measured = json.loads(first)
        self.assertEqual(len(measured["pairs"]), 50)
        for pair in measured["pairs"]:
            for key in ("film film_released music performer link_reason film_end film_censored music_end "
                        "music_censored weeks_on_chart peak_rank verdict years years_low years_high").split():
                self.assertIn(key, pair)
        for key in "n outlived outlasted tied undecided bounds win_ratio rmst survival controls".split():
            self.assertIn(key, measured["population"])
        found = list(self.estimates(measured))
        self.assertGreater(len(found), 10)
        for where, estimate in found:
            for key in ("low", "high", "n"):
                self.assertIn(key, estimate, where)

    def test_the_results_are_of_the_folder_and_of_nothing_read_before(self):
        for seed in ("1", "2"):
            self.works("simulate", "--pairs", "50", "--seed", seed, "-o", "in" + seed)
        self.works("run", "in1", "-o", "out")
        self.works("run", "in2", "-o", "fresh")
        said = self.works("run", "in2", "-o", "out")
        self.assertIn("billboard-200.csv: not in the folder, taken out of the store\n", said)
        self.assertEqual(self.read("out", "measure.json"), self.read("fresh", "measure.json"))
        # Nor does it matter which of two files that overlap came first.
        self.write("in2/z-box-office.csv", "date,release_id,title,daily_usd\n2001-01-01,f1,Other,5\n")
        self.works("run", "in2", "-o", "out")
        self.write("in2/box-office-daily.csv", self.read("in2", "box-office-daily.csv") + b"\n")
        self.works("run", "in2", "-o", "out")
        self.works("run", "in2", "-o", "fresh2")
        self.assertEqual(self.read("out", "measure.json"), self.read("fresh2", "measure.json"))

    def test_the_report_takes_curves_from_a_file(self):
        self.works("simulate", "--pairs", "30", "-o", "files")
        self.works("run", "files", "-o", "out")
        curves = json.loads(self.read("out", "curves.json"))
        self.assertEqual(curves["speed"][0]["source"], "billboard-200")
        self.works("report", "--lifetimes", "out/lifetimes.csv", "--curves", "out/curves.json", "-o", "with.html")
        self.works("report", "--lifetimes", "out/lifetimes.csv", "-o", "beside.html")
        self.assertEqual(self.read("with.html"), self.read("beside.html"))
        os.remove(self.path("out", "curves.json"))
        self.works("report", "--lifetimes", "out/lifetimes.csv", "-o", "without.html")
        self.assertIn(b'"curves"', self.read("with.html"))
        self.assertGreater(len(self.read("with.html")), len(self.read("without.html")) + 1_000)
        self.refuses(
            "report", "--lifetimes", "out/lifetimes.csv", "--curves", "out/pairs.csv", says="curves"
        )

    def test_two_folders_give_two_answers(self):
        for seed in ("1", "2"):
            self.works("simulate", "--pairs", "50", "--seed", seed, "-o", seed)
            self.works("run", seed, "-o", "out" + seed)
        self.assertNotEqual(self.read("out1", "measure.json"), self.read("out2", "measure.json"))


def turning_chart(years):
    """Songs of which each holds its place for ten to sixteen weeks; ten come back each December."""
    begin = datetime.date(2000, 1, 1)
    rows = [SONGS]
    for week in range(52 * years):
        date = begin + datetime.timedelta(7 * week)
        for rank in range(1, 101):
            song = f"Song {rank}-{week // (10 + rank % 7)}"
            if date.month == 12 and rank > 90:
                song = f"Carol {rank}"
            rows.append(f"{date},{rank},{song},Singer {song}\n")
    return "".join(rows)


class Charts(Program):
    def setUp(self):
        super().setUp()
        self.write("songs.csv", turning_chart(16))
        self.works("ingest", "hot-100", "songs.csv")

    def forecasts(self, *arguments):
        document = json.loads(self.works("forecast", "--horizon", "1y,2y", "--json", *arguments))
        return {(f["title"], f["horizon"]): f for f in document["forecasts"]}, document

    def test_forecasts_know_what_comes_back(self):
        found, document = self.forecasts("--as-of", "2013-06-30")
        carol = found["Carol 95", "1y"]
        self.assertEqual(set(carol["probability"]), {"estimate", "low", "high", "n"})
        self.assertGreater(carol["probability"]["estimate"], 0.8)
        gone = found["Song 1-0", "1y"]
        self.assertLess(gone["probability"]["estimate"], 0.05)
        self.assertGreaterEqual(found["Song 1-0", "2y"]["probability"]["estimate"], gone["probability"]["estimate"])
        for forecast in found.values():
            p = forecast["probability"]
            self.assertTrue(0 <= p["low"] <= p["estimate"] <= p["high"] <= 1, forecast)
        score = document["scores"][0]
        self.assertEqual((score["as_of"], score["horizon"]), ("2013-06-30", "1y"))
        self.assertLess(score["model"]["brier"], score["age"]["brier"])

    def test_forecasts_do_not_know_what_comes_after(self):
        before, _ = self.forecasts("--as-of", "2012-06-30", "--past", "0")
        kept = [row for row in turning_chart(16).splitlines(True) if row[:10] <= "2012-06-30" or row == SONGS]
        self.write("songs.csv", "".join(kept))
        self.works("ingest", "hot-100", "songs.csv")
        again, _ = self.forecasts("--as-of", "2012-06-30", "--past", "0")
        self.assertEqual(before, again)

    def test_what_returns_each_december_is_seasonal(self):
        document = json.loads(self.works("revivals", "--json"))
        self.assertEqual(document["seasonal_works"], 10)
        self.assertEqual([r["title"] for r in document["revivals"] if not r["seasonal"]], [])

    def test_days_and_horizons_that_cannot_be_are_refused(self):
        self.refuses("forecast", "--as-of", "1990-01-01", says="1990-01-01")
        self.refuses("forecast", "--as-of", "2030-01-01", says="2030-01-01")
        self.refuses("forecast", "--as-of", "soon", says="YYYY-MM-DD")
        self.refuses("forecast", "--horizon", "2y,1y", says="ascending")


class Escapes(Program):
    def setUp(self):
        super().setUp()
        rows = "pair,kind,title,screen_release,song,artist,song_release,month,screen_score,song_score,artist_score\n"
        for month in range(60):
            date = f"{2018 + month // 12}-{month % 12 + 1:02d}"
            rows += f"1,movie,A Film,2018-01-05,A Song,Someone,2018-01-05,{date},{max(5, 60 - 2 * month)},20,<1\n"
            rows += f"2,movie,Tenet,2018-01-05,Tenet,Someone,2018-01-05,{date},7,7,<1\n"
        self.write("trends.csv", rows)
        self.works("ingest", "google-trends-pairs", "trends.csv")

    def test_are_written_as_documented(self):
        document = json.loads(self.works("escape", "--json"))
        self.assertEqual(document["source"], "google-trends-pairs")
        escaped, refused = document["escapes"]
        self.assertIs(escaped["escaped"], True)
        # 60 - 2t passes 20 after 20 months, in the middle of September 2019.
        self.assertEqual(escaped["date"]["estimate"][:4], "2019")
        self.assertLessEqual(escaped["date"]["low"], "2019-09-30")
        self.assertGreaterEqual(escaped["date"]["high"], "2019-09-01")
        self.assertEqual(set(escaped["velocity"]), {"estimate", "low", "high", "n"})
        self.assertEqual(len(escaped["ratio"]), 60)
        self.assertIsNone(escaped["refused"])
        self.assertEqual(refused["refused"], "film and music share a name, and so one query")
        self.assertIsNone(refused["escaped"])
        self.assertIsNone(refused["velocity"]["estimate"])

    def test_of_one_pair_are_those_of_all(self):
        alone = json.loads(self.works("escape", "--pair", "a song", "--json"))["escapes"]
        self.assertEqual(alone, json.loads(self.works("escape", "--json"))["escapes"][:1])
        self.refuses("escape", "--pair", "nobody", says="no pair of google-trends-pairs has 'nobody'")
        self.refuses("escape", "--source", "hot-100", says="the store holds nothing of hot-100")


@unittest.skipUnless(os.path.isdir(SHARED), f"the shared data are not at '{SHARED}': nothing real is measured")
class SharedData(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="outlive-")
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        subprocess.run([OUTLIVE, "run", SHARED, "-o", cls.folder], check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(cls.folder, "measure.json")) as file:
            cls.pairs = json.load(file)["pairs"]

    def pair(self, film, music):
        found = [p for p in self.pairs if p["film"] == film and p["music"].startswith(music)]
        self.assertGreater(len(found), 0, film)
        return found[0]

    def test_about_540_pairs_are_found(self):
        self.assertTrue(500 <= len(self.pairs) <= 560, len(self.pairs))

    def test_known_pairs_have_their_dates(self):
        moana = self.pair("Moana", "Moana")
        self.assertEqual(moana["film_released"], "2016-11-23")
        self.assertEqual((moana["music_start"], moana["music_end"]), ("2016-12-10", "2024-08-31"))
        self.assertTrue(moana["music_censored"])
        frozen = self.pair("Frozen", "Frozen")
        self.assertEqual((frozen["film_released"], frozen["music_start"], frozen["music_end"]),
                         ("2013-11-22", "2013-12-14", "2023-03-25"))
        showman = self.pair("The Greatest Showman", "The Greatest Showman")
        self.assertEqual((showman["music_start"], showman["music_end"]), ("2017-12-30", "2021-08-21"))
        garden = self.pair("Garden State", "Garden State")
        self.assertEqual((garden["film_released"], garden["music_start"], garden["music_end"]),
                         ("2004-07-28", "2004-08-28", "2005-09-24"))

    def test_no_film_ends_on_the_stray_day(self):
        self.assertEqual([p["film"] for p in self.pairs if p["film_end"] == "2023-12-21"], [])

    def test_first_lives_of_songs_are_of_every_cohort(self):
        done = subprocess.run(
            [OUTLIVE, "speed", "--store", os.path.join(self.folder, "outlive.duckdb"), "--source", "hot-100", "--json"],
            stdout=subprocess.PIPE, check=True,
        )
        measures = {m["measure"]: m for m in json.loads(done.stdout)["measures"]}
        years = measures["first_life"]["groups"][0]["years"]
        self.assertEqual([y["year"] for y in years], list(range(1959, 2024)))
        for year in years:
            if year["median"]["estimate"] is not None:  # The chart takes songs off after 20 weeks.
                self.assertLessEqual(year["lower_quartile"]["estimate"], year["median"]["estimate"])
        # Of the 590 songs that entered in 1960, the median stayed eight weeks: counted in the file.
        self.assertEqual(years[1]["median"]["estimate"], 8)

    def revivals(self, title):
        done = subprocess.run(
            [OUTLIVE, "revivals", "--store", os.path.join(self.folder, "outlive.duckdb"), "--title", title, "--json"],
            stdout=subprocess.PIPE, check=True,
        )
        return json.loads(done.stdout)

    def test_a_song_of_1985_came_back_in_2022_and_keeps_to_no_season(self):
        (found,) = self.revivals("Running Up That Hill")["revivals"]
        self.assertEqual((found["performer"], found["begins"], found["seasonal"]), ("Kate Bush", "2022-06-11", False))
        self.assertEqual(found["peak"]["estimate"], 3)

    def test_a_christmas_song_is_seasonal(self):
        for found in self.revivals("All I Want For Christmas Is You")["revivals"]:
            if found["performer"] == "Mariah Carey":
                self.assertIs(found["seasonal"], True)
                break
        else:
            self.fail("it is not there")

    def test_articles_tell_titles_apart(self):
        joined = {(p["film"], p["music"]) for p in self.pairs}
        self.assertNotIn(("War", "The War"), joined)
        self.assertNotIn(("The War", "War"), joined)

    def test_sightings_weeks_and_peaks_are_those_of_the_chart(self):
        chart = {}
        with gzip.open(os.path.join(SHARED, "billboard-200.csv.gz"), "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                chart.setdefault((row["title"], row["performer"]), {}).setdefault(row["chart_week"], []).append(
                    int(row["current_week"]))
        for pair in self.pairs:
            weeks = chart[(pair["music"], pair["performer"])]
            # A remake's soundtrack goes by the title of an older one: that was silent for five years and more.
            earlier = [week for week in weeks if week < pair["music_start"]]
            if earlier:
                silence = datetime.date.fromisoformat(pair["music_start"]) - datetime.date.fromisoformat(max(earlier))
                self.assertGreater(silence.days, 5 * 365, pair["music"])
            weeks = {week: ranks for week, ranks in weeks.items() if week >= pair["music_start"]}
            expected = (min(weeks), max(weeks), len(weeks), min(min(ranks) for ranks in weeks.values()))
            self.assertEqual((pair["music_start"], pair["music_end"], pair["weeks_on_chart"], pair["peak_rank"]),
                             expected, pair["music"])


if __name__ == "__main__":
    unittest.main()
