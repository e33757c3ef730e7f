// What each subcommand takes, and the door at which errors end.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>
#include <memory>

#include "cli/commands.h"
#include "outlive/error.h"
#include "outlive/forecast.h"

namespace outlive {
namespace {

constexpr int bad_input = 2;

// Set by the subcommand that was chosen; run once all options have been read.
using Action = std::function<int()>;

// Options with their type and default, without what CLI11 says of checks and exclusions.
class PlainFormatter : public CLI::Formatter {
 public:
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    std::string text = type.empty() ? "" : " " + type.substr(0, type.find(':'));
    if (!option->get_default_str().empty()) text += " [" + option->get_default_str() + "]";
    return text;
  }
};

CLI::Validator between(double low, double high) {
  const auto check = [low, high](std::string& text) -> std::string {
    double value = 0;
    if (CLI::detail::lexical_cast(text, value) && value >= low && value <= high) return "";
    return fmt::format("'{}' is not a number from {:g} to {:.10g}", text, low, high);
  };
  return {check, ""};
}

void store_option(CLI::App& app, std::string& store) {
  app.add_option("--store", store, "The store's file")->capture_default_str()->type_name("FILE");
}

CLI::Option* source_option(CLI::App& app, std::string& source, const char* help) {
  return app.add_option("--source", source, help)->type_name("SOURCE");
}

void lifetime_options(CLI::App& app, LifetimeRule& rule) {
  app.add_option("--theta", rule.share, "Alive down to this share of its own peak")
      ->capture_default_str()
      ->check(between(1e-9, 1.0))
      ->type_name("SHARE");
  app.add_option_function<int>(
         "--gap-weeks", [&rule](int weeks) { rule.silence = Days(7 * weeks); },
         "Weeks of silence that end a life")
      ->default_str("52")
      ->check(between(1, 10'000))
      ->type_name("WEEKS");
}

CLI::Option* day_option(CLI::App& app, const std::string& name, const std::string& help,
                        const std::function<void(Day)>& set) {
  return app
      .add_option_function<std::string>(
          name,
          [name, set](const std::string& text) {
            const auto day = parse_day(text);
            if (!day) throw CLI::ValidationError(name, "'" + text + "' is not YYYY-MM-DD");
            set(*day);
          },
          help)
      ->type_name("DATE");
}

void pair_options(CLI::App& app, PairOptions& pairs) {
  app.add_option("--film-source", pairs.film_source, "Where films' attention is counted")
      ->capture_default_str()
      ->type_name("SOURCE");
  app.add_option("--music-source", pairs.music_source, "Where music's attention is counted")
      ->capture_default_str()
      ->type_name("SOURCE");
  day_option(app, "--since", "Music first seen on or after this day", [&pairs](Day day) {
    pairs.since = day;
  })->default_str("2000-01-01");
  lifetime_options(app, pairs.rule);
}

void confidence_option(CLI::App& app, double& confidence) {
  app.add_option("--confidence", confidence, "Confidence of every interval")
      ->capture_default_str()
      ->check(between(0.5, 0.9999))
      ->type_name("SHARE");
}

void population_options(CLI::App& app, PopulationOptions& population) {
  app.add_option_function<std::string>(
         "--life",
         [&population](const std::string& text) {
           population.life = text == "first" ? LifeKind::first : LifeKind::whole;
         },
         "Judge the whole life, or the first one")
      ->default_str("whole")
      ->type_name("whole|first")
      ->check(CLI::IsMember({"whole", "first"}));
  confidence_option(app, population.confidence);
  app.add_option("--resamples", population.resamples, "Resamples of the bootstrap over pairs")
      ->capture_default_str()
      ->check(between(100, 10'000'000))
      ->type_name("N");
  app.add_option("--seed", population.seed, "Same seed, same answer")
      ->capture_default_str()
      ->type_name("N");
}

void measure_options(CLI::App& app, MeasureCommand& command) {
  store_option(app, command.store);
  app.add_option("--lifetimes", command.lifetimes, "Start from this file, not from the store")
      ->type_name("FILE");
  app.add_option("--controls", command.controls, "Matched albums; controls.csv beside the file")
      ->type_name("FILE");
  // A file of lifetimes has been measured already: what would measure it otherwise is refused.
  pair_options(app, command.pairs);
  for (const char* name :
       {"--store", "--film-source", "--music-source", "--since", "--theta", "--gap-weeks"}) {
    app.get_option("--lifetimes")->excludes(app.get_option(name));
  }
  population_options(app, command.population);
}

void output_option(CLI::App& app, const char* name, std::optional<std::string>& target,
                   const char* help) {
  app.add_option_function<std::string>(
         name, [&target](const std::string& file) { target = file.empty() ? "-" : file; }, help)
      ->expected(0, 1)
      ->type_name("[FILE]");
}

void output_options(CLI::App& app, Outputs& outputs) {
  output_option(app, "--json", outputs.json, "All of it, for programs; no FILE: standard output");
  output_option(app, "--csv", outputs.csv, "As rows");
}

void forecasting_option(CLI::App& app, Forecasting& forecasting) {
  app.add_flag_callback(
      "--forecast", [&forecasting] { forecasting = Forecasting::of_charts; },
      "What is next on the charts, in the report: takes a minute");
}

void add_sources(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("sources", "What files can be read");
  auto json = std::make_shared<bool>(false);
  sub->add_flag("--json", *json, "For programs");
  sub->callback([&action, json] { action = [json] { return list_sources(*json); }; });
}

void add_ingest(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("ingest", "Read files of one source into the store");
  auto command = std::make_shared<IngestCommand>();
  store_option(*sub, command->store);
  sub->add_option("source", command->source, "The source's name, as 'outlive sources' lists it")
      ->required()
      ->type_name("SOURCE");
  sub->add_option("files", command->files, "Files, gzip-compressed or not")
      ->required()
      ->type_name("FILE");
  sub->callback([&action, command] { action = [command] { return ingest_files(*command); }; });
}

void add_run(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("run", "Read, link, measure and report a folder");
  auto command = std::make_shared<RunCommand>();
  sub->add_option("folder", command->folder, "A folder with files of any known kind")
      ->required()
      ->type_name("DIR");
  sub->add_option("-o,--output", command->output, "Folder to write to")
      ->capture_default_str()
      ->type_name("DIR");
  pair_options(*sub, command->measure.pairs);
  population_options(*sub, command->measure.population);
  forecasting_option(*sub, command->forecasting);
  sub->callback([&action, command] { action = [command] { return run_folder(*command); }; });
}

void add_link(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("link", "Which music belongs to which film, and why");
  auto command = std::make_shared<LinkCommand>();
  store_option(*sub, command->store);
  pair_options(*sub, command->pairs);
  sub->add_option("--doubtful", command->doubtful, "Write doubtful links, to be decided on")
      ->type_name("FILE");
  sub->add_option("--decisions", command->decisions, "Read a person's yes or no, and keep it")
      ->type_name("FILE");
  sub->add_option("--check", command->check, "Precision and recall on pairs known by id")
      ->type_name("FILE");
  sub->callback([&action, command] { action = [command] { return link_works(*command); }; });
}

void add_measure(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("measure", "Which music outlived its film, by how much");
  auto command = std::make_shared<MeasureCommand>();
  measure_options(*sub, *command);
  output_option(*sub, "--json", command->outputs.json,
                "All of it, for programs; no FILE: standard output");
  output_option(*sub, "--csv", command->outputs.csv,
                "A row a pair; NAME.population.csv beside NAME.csv");
  output_option(*sub, "--parquet", command->parquet, "A row a pair, typed");
  sub->add_option("--save-lifetimes", command->save_lifetimes,
                  "Write lifetimes.csv and controls.csv there, to publish")
      ->type_name("DIR")
      ->excludes("--lifetimes");
  sub->add_flag("--all", command->all, "Show every pair, not the first and last");
  sub->callback([&action, command] { action = [command] { return measure_pairs(*command); }; });
}

void add_report(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("report", "Write the measurement as a page");
  auto command = std::make_shared<ReportCommand>();
  measure_options(*sub, command->measure);
  sub->add_option("--curves", command->curves, "Curves; curves.json beside the lifetimes")
      ->type_name("FILE");
  forecasting_option(*sub, command->forecasting);
  sub->add_option("-o,--output", command->output, "The page")
      ->capture_default_str()
      ->type_name("FILE");
  sub->callback([&action, command] { action = [command] { return write_report(*command); }; });
}

void add_lifetimes(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("lifetimes", "Lifetimes of a source or a tidy file, as CSV");
  auto command = std::make_shared<LifetimesCommand>();
  store_option(*sub, command->store);
  auto* const source = source_option(*sub, command->source, "A source in the store");
  sub->add_option("--file", command->file, "A tidy file: work, kind, date, value")
      ->excludes(source)
      ->type_name("FILE");
  lifetime_options(*sub, command->rule);
  sub->add_option("-o,--output", command->output, "Where to write; - is standard output")
      ->capture_default_str()
      ->type_name("FILE");
  sub->callback([&action, command] {
    if (command->source.empty() && command->file.empty()) {
      throw CLI::RequiredError("--source or --file");
    }
    action = [command] { return list_lifetimes(*command); };
  });
}

void add_revivals(CLI::App& app, Action& action) {
  auto* const sub =
      app.add_subcommand("revivals", "What came back, and the films shown shortly before");
  auto command = std::make_shared<RevivalsCommand>();
  store_option(*sub, command->store);
  source_option(*sub, command->source, "A source in the store")->capture_default_str();
  lifetime_options(*sub, command->rule.life);
  sub->add_option("--title", command->choice.title, "Only works with these words in their title")
      ->type_name("TITLE");
  day_option(*sub, "--since", "Only what began on or after this day",
             [command](Day day) { command->choice.since = day; });
  sub->add_flag("--seasonal", command->choice.seasonal, "Only what comes at one time of the year");
  output_options(*sub, command->outputs);
  sub->callback([&action, command] { action = [command] { return find_revivals(*command); }; });
}

void add_escape(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("escape", "When music broke free of its film");
  auto command = std::make_shared<EscapeCommand>();
  EscapesOptions& options = command->options;
  store_option(*sub, command->store);
  source_option(*sub, options.source, "A source that counts both on one scale")
      ->capture_default_str();
  sub->add_option("--pair", options.pair, "Only pairs with these words in film or music")
      ->type_name("TEXT");
  confidence_option(*sub, options.escape.confidence);
  sub->add_option("--draws", options.escape.draws, "From the posterior of each ratio")
      ->capture_default_str()
      ->check(between(100, 1'000'000))
      ->type_name("N");
  sub->add_option("--seed", options.escape.seed, "Same seed, same answer")
      ->capture_default_str()
      ->type_name("N");
  output_options(*sub, command->outputs);
  sub->callback([&action, command] { action = [command] { return measure_escapes(*command); }; });
}

// "1991-05-25" or "1991-05-25=what changed then".
Break parse_break(const std::string& text) {
  const auto day = parse_day(text.substr(0, 10));
  if (!day || (text.size() > 10 && text[10] != '=')) {
    throw CLI::ValidationError("--break", "'" + text + "' is not DATE or DATE=NAME");
  }
  return {*day, text.size() > 11 ? text.substr(11) : ""};
}

void decay_columns(CLI::App& app, DecayCommand& command) {
  app.add_option("--age", command.age, "The table's column of ages, in years")->type_name("COLUMN");
  app.add_option("--value", command.value, "The table's column of values")->type_name("COLUMN");
  app.add_option("--count", command.count, "How many works a row stands for")->type_name("COLUMN");
  app.add_option("--bin", command.bin, "Width of the ages averaged over")
      ->capture_default_str()
      ->check(between(0.01, 100))
      ->type_name("YEARS");
}

// What neither needs() nor excludes() can say: this or that.
void check_decay(const CLI::App& app) {
  const auto given = [&](const char* option) { return app.count(option) > 0; };
  if (!given("--source") && !given("--cross-section")) {
    throw CLI::RequiredError("--source or --cross-section");
  }
  if (!given("--by-age") && !given("--cross-section")) {
    for (const char* option : {"--bin", "--beside"}) {
      if (given(option)) throw CLI::RequiresError(option, "--by-age or --cross-section");
    }
  }
  if (given("--beside") || given("--cross-section")) return;
  for (const char* option : {"--age", "--value", "--count"}) {
    if (given(option)) throw CLI::RequiresError(option, "--cross-section or --beside");
  }
}

void add_decay(CLI::App& app, Action& action) {
  auto* const sub =
      app.add_subcommand("decay", "How attention falls: laws, half-lives, by work or age");
  auto command = std::make_shared<DecayCommand>();
  store_option(*sub, command->store);
  auto* const source = source_option(*sub, command->source, "Each work of a source in the store");
  auto* const by_age =
      sub->add_flag("--by-age", command->by_age, "All works of the source by their age")
          ->needs(source);
  auto* const table =
      sub->add_option("--cross-section", command->cross_section, "A table of values by age")
          ->excludes(source)
          ->type_name("FILE");
  auto* const all = sub->add_flag("--all", command->all, "Show every work, not the first and last");
  auto* const exponent = sub->add_option("--rank-exponent", command->works.rank_exponent,
                                         "Attention is place^-EXPONENT")
                             ->capture_default_str()
                             ->check(between(0.1, 5))
                             ->type_name("EXPONENT");
  auto* const title =
      sub->add_option("--title", command->works.title, "Only works with these words in their title")
          ->type_name("TITLE");
  for (auto* const by_work : {all, exponent, title}) {
    by_work->needs(source)->excludes(by_age)->excludes(table);
  }
  sub->add_option("--beside", command->beside, "Another such table, to set beside it")
      ->type_name("FILE");
  decay_columns(*sub, *command);
  sub->add_option_function<std::string>(
         "--model",
         [command](const std::string& name) { command->works.fit.law = parse_decay_law(name); },
         "Only this law")
      ->check(CLI::IsMember({"exponential", "power", "log-normal", "two-phase"}))
      ->type_name("LAW");
  lifetime_options(*sub, command->works.rule);
  output_options(*sub, command->outputs);
  sub->callback([&action, command, sub] {
    check_decay(*sub);
    action = [command] { return measure_decay(*command); };
  });
}

void add_speed(CLI::App& app, Action& action) {
  auto* const sub =
      app.add_subcommand("speed", "Does it all go faster now: spans by year of entry");
  auto command = std::make_shared<SpeedCommand>();
  store_option(*sub, command->store);
  source_option(*sub, command->source, "A source in the store")->capture_default_str();
  lifetime_options(*sub, command->rule);
  sub->add_option_function<std::vector<std::string>>(
         "--break",
         [command](const std::vector<std::string>& breaks) {
           command->options.breaks.clear();
           for (const std::string& text : breaks) {
             command->options.breaks.push_back(parse_break(text));
           }
           std::ranges::sort(command->options.breaks, {}, &Break::date);
         },
         "Where the trend may change; again for each")
      ->default_str("1991-05-25, 2009-12-05, 2014-12-13")
      ->type_name("DATE[=NAME]");
  confidence_option(*sub, command->options.confidence);
  output_options(*sub, command->outputs);
  sub->callback([&action, command] { action = [command] { return measure_pace(*command); }; });
}

// Years written 1y,2y,5y.
std::vector<int> parse_horizons(const std::vector<std::string>& words) {
  std::vector<int> years;
  for (std::string word : words) {
    if (word.ends_with('y')) word.pop_back();
    int number = 0;
    if (!CLI::detail::lexical_cast(word, number) || number < 1 || number > max_horizon ||
        (!years.empty() && number <= years.back())) {
      throw CLI::ValidationError(
          "--horizon",
          fmt::format("takes ascending years up to {}y, such as 1y,2y,5y", max_horizon));
    }
    years.push_back(number);
  }
  return years;
}

void add_forecast(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("forecast", "Which works will be sighted again");
  auto command = std::make_shared<ForecastCommand>();
  store_option(*sub, command->store);
  source_option(*sub, command->source, "A chart in the store")->capture_default_str();
  day_option(*sub, "--as-of", "What was known on this day; without it, the last chart's",
             [command](Day day) { command->as_of = day; });
  sub->add_option_function<std::vector<std::string>>(
         "--horizon",
         [command](const std::vector<std::string>& words) {
           command->horizons = parse_horizons(words);
         },
         "Within so many years")
      ->delimiter(',')
      ->default_str("1y,2y,5y")
      ->type_name("YEARS");
  sub->add_option("--past", command->past, "Years before from which forecasts are scored, too")
      ->capture_default_str()
      ->check(between(0, 50))
      ->type_name("N");
  confidence_option(*sub, command->confidence);
  output_options(*sub, command->outputs);
  sub->callback(
      [&action, command] { action = [command] { return forecast_sightings(*command); }; });
}

void add_simulate(CLI::App& app, Action& action) {
  auto* const sub = app.add_subcommand("simulate", "Write files with a known truth");
  auto command = std::make_shared<SimulateCommand>();
  sub->add_option("--pairs", command->pairs, "Films with an album")
      ->capture_default_str()
      ->check(between(1, 1'000'000))
      ->type_name("N");
  sub->add_option("--seed", command->seed, "Same seed, same files")
      ->capture_default_str()
      ->type_name("N");
  sub->add_option("-o,--output", command->output, "Folder")
      ->capture_default_str()
      ->type_name("DIR");
  sub->callback([&action, command] { action = [command] { return simulate_files(*command); }; });
}

int parse_and_run(int argc, char** argv) {
  CLI::App app("Outlive measures how long film music outlives its film.", "outlive");
  app.set_version_flag("--version", std::string("outlive ") + OUTLIVE_VERSION);
  app.require_subcommand(1);
  app.formatter(std::make_shared<PlainFormatter>());
  app.get_formatter()->column_width(32);
  Action action;
  add_run(app, action);
  add_sources(app, action);
  add_ingest(app, action);
  add_link(app, action);
  add_measure(app, action);
  add_report(app, action);
  add_lifetimes(app, action);
  add_decay(app, action);
  add_escape(app, action);
  add_revivals(app, action);
  add_speed(app, action);
  add_forecast(app, action);
  add_simulate(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    std::fprintf(
        stderr, "outlive: %s; 'outlive %s--help' shows how\n", error.what(),
        argc > 1 && app.got_subcommand(argv[1]) ? (std::string(argv[1]) + " ").c_str() : "");
    return bad_input;
  }
  return action();
}

}  // namespace

int run_command_line(int argc, char** argv) {
  // A full disk or a reader that went away is an error to report, not a signal to die of.
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return parse_and_run(argc, argv);
  } catch (const Error& error) {
    std::fprintf(stderr, "outlive: %s\n", error.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "outlive: %s\n", error.what());
  }
  return bad_input;
}

}  // namespace outlive
