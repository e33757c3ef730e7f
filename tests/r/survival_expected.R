# Writes the data sets and the expected values of the tests in src/survival/:
#
#   Rscript tests/r/survival_expected.R src/survival
#
# makes survival_test_data.h and survival_expected.h there. Every expected value stands under the
# call that gave it. Needs R's package survival, from which the data sets come too.
suppressMessages(library(survival))
directory <- commandArgs(trailingOnly = TRUE)[1]

number <- function(x) {
  text <- sprintf("%.17g", x)
  text[is.na(x)] <- "none"
  text[x == Inf & !is.na(x)] <- "unbounded"
  text
}
braces <- function(x) {
  lines <- strwrap(paste(number(as.vector(x)), collapse = ", "), 92)
  paste0("{", paste(lines, collapse = "\n    "), "}")
}
version <- sprintf("%s, survival %s", R.version.string, packageVersion("survival"))

# --- Data ---

aml <- within(survival::aml, maintained <- as.numeric(x == "Maintained"))
lung <- na.omit(survival::lung[c("inst", "time", "status", "age", "sex", "ph.ecog")])
lung$dead <- lung$status == 2
lung$count <- 1 + seq_len(nrow(lung)) %% 3
lung$weight <- 0.5 + (7 * seq_len(nrow(lung))) %% 5 / 4
veteran <- survival::veteran
veteran$cell <- as.integer(veteran$celltype)
for (level in c("smallcell", "adeno", "large")) {
  veteran[[level]] <- as.numeric(veteran$celltype == level)
}
veteran$month <- ceiling(veteran$time / 30)
heart <- within(survival::heart, transplanted <- as.numeric(transplant == "1"))
rats <- within(survival::rats, male <- as.numeric(sex == "m"))
bladder2 <- survival::bladder2

sink(file.path(directory, "survival_test_data.h"))
cat("// Data sets of the survival literature, as in R's package survival.
//
// Written by tests/r/survival_expected.R (", version, ").
//
//   aml       Acute myelogenous leukemia, maintenance chemotherapy. Miller 1981, Survival Analysis.
//   lung      Advanced lung cancer (rows with institution and ECOG score). Loprinzi et al. 1994,
//             J Clin Oncol 12:601-607. `count` and `weight` are made up here to test weights.
//   veteran   Veterans' Administration lung cancer trial. Kalbfleisch & Prentice 1980, The
//             Statistical Analysis of Failure Time Data. `month` rounds time up, to make ties.
//   heart     Stanford heart transplants. Crowley & Hu 1977, JASA 72:27-36.
//   rats      Litter-matched tumour experiment. Mantel, Bohidar & Ciminera 1977, Cancer Res
//             37:3863-3868.
//   bladder2  Recurrences of bladder cancer. Wei, Lin & Weissfeld 1989, JASA 84:1065-1073.
#pragma once
// clang-format off

#include <cstdint>
#include <vector>

namespace outlive::test_data {
", sep = "")
data_set <- function(name, frame, columns) {
  cat("\nnamespace ", name, " {\n", sep = "")
  for (column in names(columns)) {
    values <- as.numeric(frame[[columns[[column]]]])
    type <- switch(column, event = "std::uint8_t", stratum = , cluster = , inst = , cell = ,
                   id = , enumerated = , litter = "std::int32_t", "double")
    cat("inline const std::vector<", type, "> ", column, " = ", braces(values), ";\n", sep = "")
  }
  cat("}  // namespace ", name, "\n", sep = "")
}
same <- function(...) { x <- c(...); setNames(as.list(x), x) }
data_set("aml", aml, c(list(stop = "time", event = "status"), same("maintained")))
data_set("lung", lung, c(list(stop = "time", event = "dead"), same("age", "sex"),
                         list(ecog = "ph.ecog"), same("inst", "count", "weight")))
data_set("veteran", veteran, c(list(stop = "time", event = "status"),
                               same("month", "trt", "cell", "smallcell", "adeno", "large",
                                    "karno", "diagtime", "age", "prior")))
data_set("heart", heart, c(same("start", "stop", "event", "age", "year", "surgery",
                                "transplanted", "id")))
data_set("rats", rats, c(list(stop = "time", event = "status"), same("rx", "male", "litter")))
data_set("bladder2", bladder2, c(same("start", "stop", "event", "rx", "number", "size", "id"),
                                 list(enumerated = "enum")))
cat("\n}  // namespace outlive::test_data\n")
sink()

# --- Expected values ---

sink(file.path(directory, "survival_expected.h"))
cat("// What R says of the data in survival_test_data.h; the call stands above each value.
//
// Written by tests/r/survival_expected.R (", version, ").
//
// In the calls, `tight` is coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50).
#pragma once
// clang-format off

#include <limits>
#include <vector>

namespace outlive::expected {

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();
inline constexpr double unbounded = std::numeric_limits<double>::infinity();

using Values = std::vector<double>;

// Some of a curve's steps.
struct Curve {
  Values time, at_risk, events, censored, survival, std_error, low, high;
};

// Shares, then the times by which so many have ended, with their limits.
struct Quantiles {
  Values share, time, low, high;
};

struct LogRank {
  Values observed, expected;
  double chi_square;
};

struct Cox {
  Values coefficient;
  Values variance;     // Naive, all elements.
  Values robust;       // The same, robust; empty without.
  Values tests;        // Log-likelihoods null and final; likelihood ratio, Wald, score.
  Values concordance;  // C, its error; pairs concordant, discordant, tied in risk, time, both.
};

// Chi-squares by term and, last, of all; then their p.
struct ProportionalHazards {
  Values chi_square, p;
};
", sep = "")
comment <- function(call) {
  text <- paste(trimws(deparse(call, width.cutoff = 500)), collapse = " ")
  cat("\n", paste0("// ", strwrap(text, 92), collapse = "\n"), "\n", sep = "")
}
tight <- coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 50)
structure_of <- function(type, name, ...) {
  cat("inline const ", type, " ", name, " = {\n    ", paste(c(...), collapse = ",\n    "),
      "};\n", sep = "")
}

curve <- function(name, call) {
  call <- substitute(call)
  comment(call)
  fit <- eval(call)
  # A score of steps will do.
  at <- unique(round(seq(1, length(fit$time), length.out = 20)))
  structure_of("Curve", name, braces(fit$time[at]), braces(fit$n.risk[at]),
               braces(fit$n.event[at]), braces(fit$n.censor[at]), braces(fit$surv[at]),
               braces((fit$surv * fit$std.err)[at]), braces(fit$lower[at]), braces(fit$upper[at]))
  fit
}
quantiles <- function(name, call) {
  call <- substitute(call)
  comment(call)
  q <- eval(call)
  share <- eval(call[[3]])
  beyond <- function(x) { x <- as.vector(x); x[is.na(x)] <- Inf; x }
  structure_of("Quantiles", name, braces(share), braces(beyond(q$quantile)), braces(beyond(q$lower)), braces(beyond(q$upper)))
}
value <- function(name, call) {
  call <- substitute(call)
  comment(call)
  cat("inline const Values ", name, " = ", braces(eval(call)), ";\n", sep = "")
}
log_rank <- function(name, call) {
  call <- substitute(call)
  comment(call)
  test <- eval(call)
  structure_of("LogRank", name, braces(rowSums(cbind(test$obs))), braces(rowSums(cbind(test$exp))),
               number(test$chisq))
}
cox <- function(name, call) {
  call <- substitute(call)
  comment(call)
  fit <- eval(call)
  robust <- !is.null(fit$naive.var)
  c_index <- concordance(fit)
  count <- if (is.matrix(c_index$count)) colSums(c_index$count) else c_index$count
  structure_of("Cox", name, braces(coef(fit)), braces(if (robust) fit$naive.var else fit$var),
               if (robust) braces(fit$var) else "{}",
               braces(c(fit$loglik, 2 * diff(fit$loglik), fit$wald.test, fit$score)),
               braces(c(c_index$concordance, sqrt(c_index$var), count)))
  invisible(fit)
}
zph <- function(name, call) {
  call <- substitute(call)
  comment(call)
  table <- eval(call)$table
  structure_of("ProportionalHazards", name, braces(table[, "chisq"]), braces(table[, "p"]))
}

km_aml <- curve("km_aml", survfit(Surv(time, status) ~ 1, aml, conf.type = "log-log"))
km_lung <- curve("km_lung", survfit(Surv(time, dead) ~ 1, lung, conf.type = "log-log"))
km_lung_90 <- curve("km_lung_90", survfit(Surv(time, dead) ~ 1, lung, conf.type = "log-log",
                                          conf.int = 0.9))
km_heart <- curve("km_heart", survfit(Surv(start, stop, event) ~ 1, heart,
                                      conf.type = "log-log"))
km_counts <- curve("km_counts", survfit(Surv(time, dead) ~ 1, lung, weights = count,
                                        robust = FALSE, conf.type = "log-log"))
km_weights <- curve("km_weights", survfit(Surv(time, dead) ~ 1, lung, weights = weight,
                                          robust = FALSE, conf.type = "log-log"))
km_month <- curve("km_month", survfit(Surv(month, status) ~ 1, veteran, conf.type = "log-log"))
quantiles("quantiles_aml", quantile(km_aml, c(0.1, 0.25, 0.5, 0.75, 0.9)))
quantiles("quantiles_lung", quantile(km_lung, c(0.1, 0.25, 0.5, 0.75, 0.95)))
quantiles("quantiles_heart", quantile(km_heart, c(0.1, 0.25, 0.5, 0.75)))
quantiles("quantiles_month", quantile(km_month, c(0.1, 0.25, 0.5, 0.75)))
# Level at exactly one half.
level <- survfit(Surv(c(1, 2, 3, 4), c(1, 1, 1, 1)) ~ 1, conf.type = "log-log")
quantiles("quantiles_level", quantile(level, c(0.25, 0.5, 0.75)))
value("rmean_aml_48", summary(km_aml, rmean = 48)$table[c("rmean", "se(rmean)")])
value("rmean_aml_200", summary(km_aml, rmean = 200)$table[c("rmean", "se(rmean)")])
value("rmean_lung_365", summary(km_lung, rmean = 365)$table[c("rmean", "se(rmean)")])
value("rmean_lung_1000", summary(km_lung, rmean = 1000)$table[c("rmean", "se(rmean)")])
value("rmean_heart_500", summary(km_heart, rmean = 500)$table[c("rmean", "se(rmean)")])
value("rmean_counts_365", summary(km_counts, rmean = 365)$table[c("rmean", "se(rmean)")])

log_rank("log_rank_aml", survdiff(Surv(time, status) ~ maintained, aml))
log_rank("log_rank_lung", survdiff(Surv(time, dead) ~ sex, lung))
log_rank("log_rank_lung_strata", survdiff(Surv(time, dead) ~ sex + strata(inst), lung))
log_rank("log_rank_veteran", survdiff(Surv(time, status) ~ cell, veteran))
log_rank("log_rank_veteran_strata", survdiff(Surv(time, status) ~ cell + strata(trt), veteran))
log_rank("log_rank_veteran_month", survdiff(Surv(month, status) ~ cell, veteran))

cox("cox_aml", coxph(Surv(time, status) ~ maintained, aml, control = tight))
lung_fit <- cox("cox_lung", coxph(Surv(time, dead) ~ age + sex + ph.ecog, lung, control = tight))
cox("cox_lung_breslow", coxph(Surv(time, dead) ~ age + sex + ph.ecog, lung, ties = "breslow",
                              control = tight))
lung_strata <- cox("cox_lung_strata",
                   coxph(Surv(time, dead) ~ age + sex + ph.ecog + strata(inst), lung,
                         control = tight))
cox("cox_lung_counts", coxph(Surv(time, dead) ~ age + sex + ph.ecog, lung, weights = count,
                             robust = FALSE, control = tight))
lung_weights <- cox("cox_lung_weights",
                    coxph(Surv(time, dead) ~ age + sex + ph.ecog, lung, weights = weight,
                          cluster = inst, control = tight))
cox("cox_lung_robust", coxph(Surv(time, dead) ~ age + sex + ph.ecog, lung, robust = TRUE,
                             cluster = seq_len(226), control = tight))
veteran_fit <- cox("cox_veteran", coxph(Surv(time, status) ~ trt + smallcell + adeno + large +
                                          karno + diagtime + age + prior, veteran,
                                        control = tight))
month <- cox("cox_month", coxph(Surv(month, status) ~ trt + karno + age, veteran,
                                control = tight))
month_breslow <- cox("cox_month_breslow",
                     coxph(Surv(month, status) ~ trt + karno + age, veteran, ties = "breslow",
                           control = tight))
month_strata <- cox("cox_month_strata",
                    coxph(Surv(month, status) ~ trt + karno + age + strata(cell), veteran,
                          control = tight))
heart_fit <- cox("cox_heart", coxph(Surv(start, stop, event) ~ age + year + surgery +
                                      transplanted, heart, control = tight))
cox("cox_heart_breslow", coxph(Surv(start, stop, event) ~ age + year + surgery + transplanted,
                               heart, ties = "breslow", control = tight))
heart_strata <- cox("cox_heart_strata",
                    coxph(Surv(start, stop, event) ~ age + year + transplanted +
                            strata(surgery), heart, control = tight))
cox("cox_heart_cluster", coxph(Surv(start, stop, event) ~ age + year + surgery + transplanted,
                               heart, cluster = id, control = tight))
rats_fit <- cox("cox_rats", coxph(Surv(time, status) ~ rx + male, rats, cluster = litter,
                                  control = tight))
bladder_fit <- cox("cox_bladder", coxph(Surv(start, stop, event) ~ rx + number + size, bladder2,
                                        cluster = id, control = tight))
bladder_strata <- cox("cox_bladder_strata",
                      coxph(Surv(start, stop, event) ~ rx + number + size + strata(enum),
                            bladder2, cluster = id, control = tight))
split <- survSplit(Surv(time, status) ~ trt + karno, veteran, cut = 90)
split$early <- split$karno * (split$tstart == 0)
split$late <- split$karno * (split$tstart == 90)
cox("cox_time_varying", coxph(Surv(tstart, time, status) ~ trt + early + late, split,
                              control = tight))

zph("zph_lung_km", cox.zph(lung_fit, "km"))
zph("zph_lung_identity", cox.zph(lung_fit, "identity"))
zph("zph_lung_log", cox.zph(lung_fit, "log"))
zph("zph_lung_rank", cox.zph(lung_fit, "rank"))
zph("zph_lung_strata_km", cox.zph(lung_strata, "km"))
zph("zph_lung_weights_km", cox.zph(lung_weights, "km"))
veteran_factor <- coxph(Surv(time, status) ~ trt + celltype + karno + diagtime + age + prior,
                        survival::veteran, control = tight)
zph("zph_veteran_factor_km", cox.zph(veteran_factor, "km"))
zph("zph_veteran_factor_rank", cox.zph(veteran_factor, "rank"))
zph("zph_month_km", cox.zph(month, "km"))
zph("zph_month_breslow_identity", cox.zph(month_breslow, "identity"))
zph("zph_month_strata_log", cox.zph(month_strata, "log"))
zph("zph_heart_km", cox.zph(heart_fit, "km"))
zph("zph_heart_identity", cox.zph(heart_fit, "identity"))
zph("zph_heart_log", cox.zph(heart_fit, "log"))
zph("zph_heart_rank", cox.zph(heart_fit, "rank"))
zph("zph_heart_strata_km", cox.zph(heart_strata, "km"))
zph("zph_bladder_strata_km", cox.zph(bladder_strata, "km"))
cat("\n}  // namespace outlive::expected\n")
sink()
