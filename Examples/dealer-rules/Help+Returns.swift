extension Help {
  static let returns = """
    dealer-rules return: show what a return of a stored sale comes to, and why

    usage: dealer-rules return FOLDER --sale F --lines N=Q,... --date D [options]

      --sale F                stored sales, as `price --sales F` writes them
      --order O               the sale of this order; needed where F holds several
      --lines N=Q,...         line numbers and quantities; N/PART=Q for a part of a kit; gifts go
                              on counting after the last line
      --products P=Q,...      goods without a sale: the policy chooses (RULES.md Z-016), if need be
                              several sales, each with a statement of its own
      --customer C            whose sales, where F holds those of several customers
      --unit U                the unit that the products were sold in, where there are several
      --whole                 everything that is left, charges included
      --charges C,...         charges to give back
      --date YYYY-MM-DD       the day of the return
      --delivered YYYY-MM-DD  the day on which the goods arrived
      --reason R              why the goods come back
      --returns F             statements of earlier returns, as --json writes them
      --request F             requests as objects, one a line, instead of all of these but --sale
                              and --returns (RULES.md Z-020)
      --archive DIR           a folder of earlier rule folders: of a sale that FOLDER prices
                              otherwise, what stays is priced again by the one it was sold by,
                              under the policy of FOLDER (RULES.md Z-008)
      --id ID                 the id of the return; default the order and a count
      --lang en|zh            the language of the text; default en
      --json                  one record for each return (RULES.md Z-023)

    The policy is `returns` of the project; without it everything comes back in proportion. Exit
    code 1 where a return is held or refused, or a sale was tampered with.

    example: dealer-rules price Examples/Projects/snack-brand --sales sales.ndjson
             dealer-rules return Examples/Projects/snack-brand --sale sales.ndjson \\
               --order SO2509150005 --lines 10=1 --date 2025-09-20
    """
}
