import DealerRules
import Foundation

do {
  let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
  if arguments.wantsHelp {
    try Repricing.write(Arguments.help)
    exit(0)
  }
  exit(try Repricing.run(arguments))
} catch let error as UsageError {
  Repricing.note("reprice-adventure-works: \(error.message)\n\(Arguments.usage)")
  exit(2)
} catch {
  Repricing.note("reprice-adventure-works: \(error)")
  exit(3)
}
