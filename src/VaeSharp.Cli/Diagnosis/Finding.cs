namespace VaeSharp.Cli.Diagnosis;

/// <summary>How a finding bears on training.</summary>
internal enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, but could be better.</summary>
    Weak,

    /// <summary>Training cannot work like this.</summary>
    Broken,
}

/// <summary>One fact about the machine.</summary>
/// <param name="Key">Its name in JSON, with the unit.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Text">What was found, for people.</param>
/// <param name="Value">What was found, for JSON.</param>
/// <param name="Health">What it means for training.</param>
/// <param name="Advice">What to do about it, where something should be done.</param>
internal sealed record Finding(
    string Key, string Label, string Text, object? Value, Health Health = Health.Good, string? Advice = null)
{
    /// <summary>A fact whose text is its value.</summary>
    public static Finding Of(string key, string label, string text) => new(key, label, text, text);
}
