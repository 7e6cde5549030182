namespace VaeSharp.Models;

/// <summary>How latents are drawn from a prior.</summary>
/// <param name="Temperature">Multiplies the standard deviation, or divides the logits; 1 samples the prior itself.</param>
/// <param name="Guidance">Above 1 away from what it would draw of any class, towards the label; 1 samples p(z|y) itself, 0 p(z).
/// Source: Ho &amp; Salimans 2022, equation 6, with w = guidance − 1.</param>
/// <param name="Steps">Of a solver, where a differential equation leads to the latents; 0 for as many as usual.</param>
/// <param name="Euler">Solves it by Euler's method, at one evaluation a step; else by Heun's, at two.</param>
internal sealed record PriorSampling(double Temperature = 1, double Guidance = 1, int Steps = 0, bool Euler = false);
