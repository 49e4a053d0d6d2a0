namespace ExoRoute.Cli.Export;

/// <summary>A linear program in free MPS.</summary>
internal static class MpsText
{
    /// <summary>Writes it.</summary>
    internal static void Write(LinearProgram program, TextWriter to)
    {
        to.Write($"* {program.Remark}\n");
        for (var row = 0; row < program.Rows.Count; row++)
        {
            to.Write(FormattableString.Invariant($"* r{row + 1}: {program.Rows[row].Remark}\n"));
        }

        for (var column = 0; column < program.Columns.Count; column++)
        {
            to.Write(FormattableString.Invariant($"* x{column + 1}: {program.Columns[column].Remark}\n"));
        }

        to.Write("NAME exoroute\nROWS\n N cost\n");
        for (var row = 0; row < program.Rows.Count; row++)
        {
            to.Write(FormattableString.Invariant($" {Sense(program.Rows[row].Sense)} r{row + 1}\n"));
        }

        to.Write("COLUMNS\n");
        Columns(program, to);
        to.Write("RHS\n");
        for (var row = 0; row < program.Rows.Count; row++)
        {
            if (!program.Rows[row].Right.IsZero)
            {
                to.Write(FormattableString.Invariant($" rhs r{row + 1} {program.Rows[row].Right}\n"));
            }
        }

        to.Write("BOUNDS\n");
        for (var column = 0; column < program.Columns.Count; column++)
        {
            Bounds(program.Columns[column], FormattableString.Invariant($"x{column + 1}"), to);
        }

        to.Write("ENDATA\n");
    }

    private static void Columns(LinearProgram program, TextWriter to)
    {
        var marked = false;
        for (var at = 0; at < program.Columns.Count; at++)
        {
            var column = program.Columns[at];
            Mark(column.IsWhole);
            var first = column.Entries.Count == 0 || !column.Cost.IsZero;
            to.Write(first ? FormattableString.Invariant($" x{at + 1} cost {column.Cost}\n") : "");
            foreach (var (row, coefficient) in column.Entries)
            {
                to.Write(FormattableString.Invariant($" x{at + 1} r{row + 1} {coefficient}\n"));
            }
        }

        Mark(false);

        void Mark(bool whole)
        {
            to.Write(whole == marked ? "" : whole ? " marker 'MARKER' 'INTORG'\n" : " marker 'MARKER' 'INTEND'\n");
            marked = whole;
        }
    }

    // Every bound is written: what is standard differs from solver to solver, for whole columns and for uppers below zero.
    private static void Bounds(LinearColumn column, string name, TextWriter to)
    {
        to.Write(column.Low is { } low ? $" LO bound {name} {low}\n" : $" MI bound {name}\n");
        to.Write(column.High is { } high ? $" UP bound {name} {high}\n" : $" PL bound {name}\n");
    }

    private static string Sense(RowSense sense) => sense switch
    {
        RowSense.Equal => "E",
        RowSense.AtMost => "L",
        _ => "G",
    };
}
