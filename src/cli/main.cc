#include "cli/commands.h"

int main(int argc, char** argv) {
  return outlive::run_command_line(argc, argv);
}
