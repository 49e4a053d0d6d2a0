namespace ExoRoute.Cli.Export;

/// <summary>A linear program in CPLEX LP form.</summary>
internal static class LpText
{
    private const int PerLine = 8; // lines have an end: 255 characters at some readers

    /// <summary>Writes it.</summary>
    internal static void Write(LinearProgram program, TextWriter to)
    {
        to.Write($"\\ {program.Remark}\n");
        for (var row = 0; row < program.Rows.Count; row++)
        {
            to.Write(FormattableString.Invariant($"\\ r{row + 1}: {program.Rows[row].Remark}\n"));
        }

        for (var column = 0; column < program.Columns.Count; column++)
        {
            to.Write(FormattableString.Invariant($"\\ x{column + 1}: {program.Columns[column].Remark}\n"));
        }

        to.Write("Minimize\n cost:");
        Sum([.. program.Columns.Select(static (column, at) => (at, column.Cost))], to);
        to.Write("\nSubject To\n");
        var rows = new List<(int Column, ExactDecimal Coefficient)>[program.Rows.Count];
        for (var row = 0; row < rows.Length; row++)
        {
            rows[row] = [];
        }

        for (var column = 0; column < program.Columns.Count; column++)
        {
            foreach (var (row, coefficient) in program.Columns[column].Entries)
            {
                rows[row].Add((column, coefficient));
            }
        }

        for (var row = 0; row < rows.Length; row++)
        {
            to.Write(FormattableString.Invariant($" r{row + 1}:"));
            Sum(rows[row], to);
            to.Write($" {Sense(program.Rows[row].Sense)} {program.Rows[row].Right}\n");
        }

        to.Write("Bounds\n");
        for (var column = 0; column < program.Columns.Count; column++)
        {
            to.Write(FormattableString.Invariant($" {program.Columns[column].Low?.ToString() ?? "-inf"} <= x{column + 1} <= {program.Columns[column].High?.ToString() ?? "+inf"}\n"));
        }

        Whole(program, to);
        to.Write("End\n");
    }

    private static void Whole(LinearProgram program, TextWriter to)
    {
        if (!program.Columns.Any(static column => column.IsWhole))
        {
            return;
        }

        to.Write("General\n");
        for (var column = 0; column < program.Columns.Count; column++)
        {
            to.Write(program.Columns[column].IsWhole ? FormattableString.Invariant($" x{column + 1}\n") : "");
        }
    }

    // A sum with nothing in it still needs a column: 0 of the first.
    private static void Sum(List<(int Column, ExactDecimal Coefficient)> parts, TextWriter to)
    {
        var written = 0;
        foreach (var (column, coefficient) in parts)
        {
            if (coefficient.IsZero)
            {
                continue;
            }

            var sign = coefficient.Digits.Sign < 0 ? "-" : "+";
            to.Write(FormattableString.Invariant($"{(written > 0 && written % PerLine == 0 ? "\n " : "")} {sign} {(coefficient.Digits.Sign < 0 ? -coefficient : coefficient)} x{column + 1}"));
            written++;
        }

        to.Write(written == 0 ? " 0 x1" : "");
    }

    private static string Sense(RowSense sense) => sense switch
    {
        RowSense.Equal => "=",
        RowSense.AtMost => "<=",
        _ => ">=",
    };
}
