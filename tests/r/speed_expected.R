# The expected values of src/outlive/speed_test.cc: Rscript tests/r/speed_expected.R
library(survival)
i <- 0:599
entered <- as.Date("2000-01-01") + 10 * i
u <- (i * 0.6180339887498949 + 0.5) %% 1
x <- as.numeric(entered - entered[1]) / 3652.5
b <- as.Date("2008-07-01")
after <- as.numeric(entered >= b)
since <- pmax(0, as.numeric(entered - b) / 3652.5)
t <- ceiling(-40 * log(1 - u) * exp(-0.3 * x + 0.6 * since))
e <- as.numeric(i %% 7 != 0)
year <- as.integer(format(entered, "%Y"))
m <- coxph(Surv(t, e) ~ x + after + since, cluster = year)
g <- length(unique(year)); df <- g - 3; V <- vcov(m) * g / (g - 1)
show <- function(w) { l <- sum(w * coef(m)); s <- sqrt(drop(t(w) %*% V %*% w)); q <- qt(.975, df); print(exp(c(l, l - q*s, l + q*s)), digits=12) }
show(c(1,0,0)); show(c(0,1,0)); show(c(0,0,1)); show(c(1,0,1))
f <- coef(m)[3]^2 / V[3,3]; print(c(f, 1 - pf(f, 1, df)), digits=12)
