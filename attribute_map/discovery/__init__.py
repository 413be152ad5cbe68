"""Learning a generator's axes: extractor, labelled latents, regression, directions, calibration, figures."""
