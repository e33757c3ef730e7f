#!/bin/sh
# Fits the same simulated rows with Outlive and with coxph of R's survival, one core each, and
# prints both times, their ratio and how far the coefficients are apart.
#
#   bench/cox_vs_r.sh path/to/cox_bench [rows] [covariates]
set -eu
bench=${1:?"usage: cox_vs_r.sh path/to/cox_bench [rows] [covariates]"}
rows=${2:-1000000}
covariates=${3:-10}
directory=$(mktemp -d)
trap 'rm -rf "$directory"' EXIT
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1

for shape in "" --start-stop; do
  "$bench" --rows "$rows" --covariates "$covariates" $shape --write "$directory"
  Rscript --vanilla - "$directory" "$rows" "$covariates" "$shape" <<'R'
suppressMessages(library(survival))
argument <- commandArgs(trailingOnly = TRUE)
directory <- argument[1]
n <- as.integer(argument[2])
p <- as.integer(argument[3])
start_stop <- identical(argument[4], "--start-stop")
bytes <- file(file.path(directory, "rows.bin"), "rb")
start <- readBin(bytes, "double", n)
stop <- readBin(bytes, "double", n)
event <- readBin(bytes, "double", n)
x <- matrix(readBin(bytes, "double", n * p), n, p)
close(bytes)
y <- if (start_stop) Surv(start, stop, event) else Surv(stop, event)
# Twice: what R loads and compiles at first use is not held against it.
times <- replicate(2, {
  gc()
  system.time(fit <<- coxph(y ~ x))[["elapsed"]]
})
seconds <- min(times)
ours <- scan(file.path(directory, "coefficients.txt"), quiet = TRUE)
ours <- matrix(ours, ncol = 2, byrow = TRUE)
ours_seconds <- scan(file.path(directory, "seconds.txt"), quiet = TRUE)
cat(sprintf("R:       %.3f s (best of %s; survival %s)\n", seconds,
            paste(sprintf("%.3f", times), collapse = ", "), packageVersion("survival")))
cat(sprintf("ratio:   %.1f\n", seconds / ours_seconds))
# To compare figures, not stopping rules, R takes its last steps with a stricter one, and with times
# as they are: by default it ties those closer than about 1e-8.
fit <- coxph(y ~ x, init = coef(fit),
             control = coxph.control(eps = 1e-12, toler.chol = 1e-15, timefix = FALSE))
cat(sprintf("largest relative difference: coefficients %.1e, standard errors %.1e\n\n",
            max(abs(ours[, 1] / coef(fit) - 1)),
            max(abs(ours[, 2] / sqrt(diag(vcov(fit))) - 1))))
R
done
