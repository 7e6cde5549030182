namespace VaeSharp.Models.Recipes;

/// <summary>A recipe says something that cannot be done; the message names the file, the key and what is expected.</summary>
public sealed class RecipeException(string message, Exception? inner = null) : Exception(message, inner);
