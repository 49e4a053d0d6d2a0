namespace ExoRoute.Cli.Problems;

/// <summary>A checked problem document, of one of four shapes. docs/formats/problem.md tells them.</summary>
/// <param name="File">The document.</param>
internal abstract record ProblemDocument(string File);
