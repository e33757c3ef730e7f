// The Cox models that the tests fit and compare with R.
#pragma once

#include <string>
#include <vector>

#include "outlive/cox.h"
#include "survival/survival_test_data.h"

namespace outlive::test {

inline CoxData aml() {
  using namespace test_data::aml;
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"maintained", maintained, ""}};
  return data;
}

inline CoxData lung() {
  using namespace test_data::lung;
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"age", age, ""}, {"sex", sex, ""}, {"ecog", ecog, ""}};
  return data;
}

inline CoxData lung_strata() {
  CoxData data = lung();
  data.stratum = test_data::lung::inst;
  return data;
}

inline CoxData lung_counts() {
  CoxData data = lung();
  data.weight = test_data::lung::count;
  return data;
}

inline CoxData lung_weights() {
  CoxData data = lung();
  data.weight = test_data::lung::weight;
  data.cluster = test_data::lung::inst;
  return data;
}

inline CoxData veteran() {
  using namespace test_data::veteran;
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"trt", trt, ""},
                     {"smallcell", smallcell, "celltype"},
                     {"adeno", adeno, "celltype"},
                     {"large", large, "celltype"},
                     {"karno", karno, ""},
                     {"diagtime", diagtime, ""},
                     {"age", age, ""},
                     {"prior", prior, ""}};
  return data;
}

inline CoxData month() {
  using namespace test_data::veteran;
  CoxData data;
  data.stop = test_data::veteran::month;
  data.event = event;
  data.covariates = {{"trt", trt, ""}, {"karno", karno, ""}, {"age", age, ""}};
  return data;
}

inline CoxData month_strata() {
  CoxData data = month();
  data.stratum = test_data::veteran::cell;
  return data;
}

inline CoxData heart() {
  using namespace test_data::heart;
  CoxData data;
  data.start = start;
  data.stop = stop;
  data.event = event;
  data.covariates = {
      {"age", age, ""}, {"year", year, ""}, {"surgery", surgery, ""}, {"tx", transplanted, ""}};
  return data;
}

inline CoxData heart_strata() {
  static const std::vector<std::int32_t> stratum(test_data::heart::surgery.begin(),
                                                 test_data::heart::surgery.end());
  CoxData data = heart();
  data.covariates.erase(data.covariates.begin() + 2);
  data.stratum = stratum;
  return data;
}

inline CoxData heart_cluster() {
  CoxData data = heart();
  data.cluster = test_data::heart::id;
  return data;
}

inline CoxData rats() {
  using namespace test_data::rats;
  CoxData data;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"rx", rx, ""}, {"male", male, ""}};
  data.cluster = litter;
  return data;
}

inline CoxData bladder() {
  using namespace test_data::bladder2;
  CoxData data;
  data.start = start;
  data.stop = stop;
  data.event = event;
  data.covariates = {{"rx", rx, ""}, {"number", number, ""}, {"size", size, ""}};
  data.cluster = id;
  return data;
}

inline CoxData bladder_strata() {
  CoxData data = bladder();
  data.stratum = test_data::bladder2::enumerated;
  return data;
}

}  // namespace outlive::test
