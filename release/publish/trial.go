package publish

type trialCache struct{}
